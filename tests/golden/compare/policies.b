system {
    host-name b;
    name-server {
        192.0.2.2;
        192.0.2.3;
    }
}
security {
    address-book {
        global {
            address web 192.0.2.80/32;
        }
    }
    policies {
        from-zone a to-zone b {
            policy p0 {
                then {
                    deny;
                }
            }
            policy p3 {
                then {
                    deny;
                }
            }
            policy p2 {
                then {
                    reject;
                }
            }
            inactive: policy p1 {
                match {
                    source-address [ any web ];
                }
                then {
                    permit;
                }
            }
            policy p1b {
                then {
                    permit;
                }
            }
            /* is here */
            policy p4 {
                then {
                    permit;
                    count;
                }
            }
        }
        from-zone b to-zone a {
            policy p1 {
                then {
                    deny;
                }
            }
        }
    }
    zones {
        security-zone a {
            interfaces {
                ge-0/0/1.0;
            }
        }
    }
}
interfaces {
    ge-0/0/0 {
        unit 0 {
            family inet {
                address 192.0.2.5/24;
            }
            family inet6 {
                address 2001:db8::1/64;
            }
        }
        unit 7 {
            disable;
        }
    }
    protect: ge-0/0/1 {
        unit 0;
    }
}
routing-options {
    static {
        route 0.0.0.0/0 next-hop [ 192.0.2.2 192.0.2.3 ];
        route 10.0.0.0/8 discard;
    }
}
