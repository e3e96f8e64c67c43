#!/usr/bin/env python3
"""Plants one breach of each house rule in a small tree and demands that tidy.py sees exactly it; a clean tree is silent."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import tidy  # noqa: E402

LONG = "int f(void)\n{\n" + "    g();\n" * 71 + "}\n"
FITS = "int f(void)\n{\n" + "    g();\n" * 70 + "}\n"
CASES = [
    ("include upward", "proto/a.c", '#include "server/port/ctx.h"\n', "points the wrong way"),
    ("base sees proto", "proto/base/a.c", '#include "proto/model.h"\n', "points the wrong way"),
    ("matcher sees proto", "matcher/a.c", '#include "proto/model.h"\n', "points the wrong way"),
    ("feature sees store", "server/feature/line/a.c", '#include "server/store/store.h"\n', "points the wrong way"),
    ("feature sees app", "server/feature/line/a.c", '#include "server/app.h"\n', "points the wrong way"),
    ("app sees net", "server/app_a.c", '#include "server/net/conn.h"\n', "points the wrong way"),
    ("feature sees feature", "server/feature/line/a.c", '#include "server/feature/fairs/fairs_core.h"\n', "a feature includes another"),
    ("function of 71 lines", "server/net/a.c", LONG, "function of 71 lines"),
    ("file of 601 lines", "server/net/a.c", "int a;\n" * 601, "file of 601 lines"),
    ("seven parameters", "server/net/a.c", "int f(int a, int b, int c, int d, int e, int g, int h)\n{\n    return a;\n}\n", "7 parameters"),
    ("malloc in a feature", "server/feature/line/a.c", "void f(void)\n{\n    g(malloc(3));\n}\n", "malloc is not allowed"),
    ("time in a port", "server/port/a.c", "void f(void)\n{\n    g(time(NULL));\n}\n", "time is not allowed"),
    ("random in live", "server/live/a.c", "void f(void)\n{\n    g(rand());\n}\n", "rand is not allowed"),
    ("strcpy anywhere", "server/net/a.c", "void f(void)\n{\n    strcpy(a, b);\n}\n", "strcpy is not allowed"),
    ("assert instead of CHECK", "server/net/a.c", "void f(void)\n{\n    assert(a);\n}\n", "assert is not allowed"),
    ("impure core", "server/feature/line/line_core.c", "void f(void)\n{\n    clock_now(c);\n}\n", "pure code calls"),
    ("typedef'd struct", "proto/a.h", "typedef struct a {\n    int b;\n} a;\n", "not typedef'd"),
    ("_t name", "proto/a.h", "struct a_t {\n    int b;\n};\n", "never end in _t"),
    ("marker", "server/net/a.c", "/* TO" + "DO later */\n", "left-over marker"),
    ("machine path", "server/net/a.c", 'const char *p = "/ro' + 'ot/x";\n', "machine path"),
]
CLEAN = [
    ("server/feature/line/line_core.c", '#include "proto/base/str.h"\n#include "server/port/ctx.h"\n#include "server/feature/line/line_core.h"\n' + FITS),
    ("server/net/a.c", "/* malloc in a comment */\nconst char *s = \"strcpy(\";\n" + "int a;\n" * 598),
    ("server/main.c", '#include "server/store/store.h"\n#include "server/app.h"\n'),
]


def judge(files):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files:
            full = os.path.join(root, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "w", encoding="utf-8") as f:
                f.write(text)
        return tidy.run(root)


failed = 0
for name, path, text, expected in CASES:
    got = judge([(path, text)])
    if len(got) != 1 or expected not in got[0]:
        failed += 1
        print(f"FAILED {name}: {got}")
got = judge(CLEAN)
if got:
    failed += 1
    print(f"FAILED clean tree: {got}")
print(f"{len(CASES) + 1 - failed} passed, {failed} failed")
sys.exit(1 if failed else 0)
