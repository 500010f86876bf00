// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * A random configuration out of the whole grammar, as text:
 *
 *	grow-tool SEED NODES
 *
 * What it prints means nothing to a commit check; it is for those who judge
 * the forms.
 */
#include "../unit/grow.h"

int main(int argc, char **argv)
{
	struct schema *s;
	struct tree *t;
	struct buf b;

	if (argc != 3)
		return 2;
	s = schema_load();
	if (!s)
		return 2;
	grow_seed = (unsigned int)atoi(argv[1]);
	t = random_tree(s, (size_t)atoi(argv[2]));
	buf_init(&b);
	conf_print(tree_root(t), CONF_TEXT, CONF_SECRETS, &b);
	fputs(b.data, stdout);
	buf_free(&b);
	tree_free(t);
	schema_free(s);
	return 0;
}
