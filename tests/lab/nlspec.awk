# SPDX-License-Identifier: GPL-3.0-or-later
#
# awk -f tests/lab/nlspec.awk include/uapi/linux/xpf*.h - the protocol as C tables,
# for tests/lab/nlfuzz.c: what the headers' enums and comments say.  An attribute
# that is added there is fuzzed without anything being changed here.
function put(name, comment,	kind, nest) {
	kind = "BYTES"; nest = "NULL"
	if (comment ~ /^nest/) {
		kind = "NEST"
		if (match(comment, /enum xpf_[a-z0-9_]*_attr/))
			last = substr(comment, RSTART + 5, RLENGTH - 5)
		nest = "&" last
		used[last] = 1
	} else if (comment ~ /^u8/) kind = "U8"
	else if (comment ~ /^u16/) kind = "U16"
	else if (comment ~ /^u32/) kind = "U32"
	else if (comment ~ /^u64/) kind = "U64"
	else if (comment ~ /^string/) kind = "STRING"
	else if (comment ~ /^flag/) kind = "FLAG"
	else if (name !~ /(ADDR|OUTSIDE)$/ && comment !~ /^(binary|4 or 16|address)/)
		kind = before
	before = kind
	rows = rows sprintf("\t{ \"%s\", %s, SPEC_%s, %s },\n", name, name, kind, nest)
}
/^enum xpf_([a-z0-9_]*_)?attr \{/ { set = $2; rows = ""; before = "BYTES"; next }
/^enum xpf_cmd \{/ { cmds = 1; next }
/^\};/ {
	if (set != "") {
		order[++n] = set
		text[set] = rows
	}
	set = ""; cmds = 0
	next
}
set != "" && match($0, /^\tXPF_[A-Z0-9_]+/) {
	name = substr($0, 2, RLENGTH - 1)
	if (name ~ /_A_(UNSPEC|PAD)$/)
		next
	comment = ""
	if (match($0, /\/\* .*/)) {
		comment = substr($0, RSTART + 3)
		sub(/ *\*\/ *$/, "", comment)
	}
	put(name, comment)
}
cmds && match($0, /^\tXPF_CMD_[A-Z0-9_]+/) {
	name = substr($0, 2, RLENGTH - 1)
	if (name !~ /_UNSPEC$/)
		names = names sprintf("\t[%s] = \"%s\",\n", name, substr(name, 9))
}
END {
	for (i = 1; i <= n; i++)
		printf "static struct spec %s;\n", order[i]
	for (i = 1; i <= n; i++)
		printf "static struct spec_attr %s_s[] = {\n%s};\n" \
			"static struct spec %s = { %s_s, sizeof(%s_s) / sizeof(%s_s[0]) };\n",
			order[i], text[order[i]], order[i], order[i], order[i], order[i]
	printf "static const char *const commands[] = {\n%s};\n", names
}
