#!/usr/bin/env python3
"""House rules as tests. `tidy.py ROOT` reads the sources under ROOT and prints one line per breach; exit 1 when there is one.

Checks: includes point one way; a feature includes no other feature; functions at most 70 lines and 6 parameters; files at
most 600 lines; malloc, clocks and randomness only where the rules allow them; no `_t` names or typedef'd structs of ours; no
left-over markers; no machine paths. A file may break a rule only with the comment `house rule N:` and a reason on the line.
"""
import os
import re
import sys

# Layer of a file, from the bottom up. A file may include its own layer and lower ones.
LAYERS = [
    (r"proto/base/", "base", {"base"}),
    (r"proto/", "proto", {"base", "proto"}),
    (r"matcher/", "matcher", {"base", "matcher"}),
    (r"server/port/", "port", {"base", "proto", "port"}),
    (r"server/feature/", "feature", {"base", "proto", "port", "feature", "matcher"}),
    (r"server/web/", "web", {"base", "proto", "web"}),
    (r"server/(app|route)[^/]*$", "app", {"base", "proto", "port", "feature", "app", "web"}),
    (r"server/match/", "match", {"base", "proto", "port", "matcher", "match"}),
    (r"server/(store|live|net|jobs|ops)/", "edge", {"base", "proto", "port", "feature", "app", "edge", "web"}),
    (r"server/main[^/]*$", "main", {"base", "proto", "port", "feature", "app", "match", "edge", "web", "main"}),
]
# Word -> where it may stand (regex over the path).
BANNED = [
    (r"\b(malloc|calloc|realloc|free|strdup|strndup|asprintf)\s*\(", r"proto/base/|server/(store|live|net|jobs|ops|match)/|server/main|server/app|proto/json|proto/ws"),
    (r"\b(time|gettimeofday|clock_gettime|localtime|localtime_r|gmtime|strftime|mktime)\s*\(", r"server/ops/clock|server/net/loop|server/net/timer|server/main"),
    (r"\b(rand|srand|random|drand48|getrandom|randombytes_buf|arc4random)\s*\(", r"server/ops/random"),
    (r"\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|alloca|system|popen)\s*\(", r"$^"),
    (r"\bassert\s*\(", r"$^"),
]
PURE = r"(_core\.c$|^matcher/)"
PURE_BANNED = r"\b(fopen|open|read|write|socket|getenv|event_\w+|redis\w+|sqlite3_\w+|store_(read|write|commit)|clock_now)\s*\("
FILE_MAX = 600
FUNCTION_MAX = 70
PARAMETERS_MAX = 6


def layer_of(path):
    for pattern, name, may in LAYERS:
        if re.match(pattern, path):
            return name, may
    return None, None


def strip_code(text):
    """Blanks comments and string contents, keeping line numbers."""
    def blank(match):
        s = match.group(0)
        return re.sub(r"[^\n]", " ", s) if s.startswith("/") else '""'
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text, flags=re.S)


def check_includes(path, lines, say):
    name, may = layer_of(path)
    if not name:
        return
    for number, line in enumerate(lines, 1):
        match = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
        if not match:
            continue
        target = match.group(1)
        other, _ = layer_of(target)
        if other is None:
            if not target.endswith(".gen.h") and "/" not in target:
                say(path, number, f"include \"{target}\" is not written from the root")
            continue
        if other not in may:
            say(path, number, f"include points the wrong way: {name} may not see {other} ({target})")
        if name == "feature" and other == "feature" and path.split("/")[2] != target.split("/")[2]:
            say(path, number, f"a feature includes another: {target}")


def check_functions(path, code, say):
    start = None
    lines = code.split("\n")
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start:
            if number - start - 1 > FUNCTION_MAX:
                say(path, start, f"function of {number - start - 1} lines (at most {FUNCTION_MAX})")
            start = None
    for match in re.finditer(r"^[a-zA-Z_][\w \*]*?\b(\w+)\(([^;{}()]*(?:\([^()]*\)[^;{}()]*)*)\)\n\{", code, flags=re.M):
        count = len([p for p in re.sub(r"\([^()]*\)", "", match.group(2)).split(",") if p.strip() not in ("", "void")])
        if count > PARAMETERS_MAX:
            say(path, code[: match.start()].count("\n") + 1, f"{match.group(1)} has {count} parameters (at most {PARAMETERS_MAX})")


def check_words(path, code, raw_lines, say):
    for number, line in enumerate(code.split("\n"), 1):
        if "house rule" in raw_lines[number - 1]:
            continue
        for pattern, where in BANNED:
            match = re.search(pattern, line)
            # `->free(` and `.free(` are members, not the library's.
            if match and not re.search(r"(->|\.)\s*" + pattern, line) and not re.search(where, path):
                say(path, number, f"{match.group(0).rstrip('( ')} is not allowed here")
        if re.search(PURE, path):
            match = re.search(PURE_BANNED, line)
            if match:
                say(path, number, f"pure code calls {match.group(0).rstrip('( ')}")
        if re.search(r"^\s*typedef\s+(struct|union)\b", line):
            say(path, number, "structs are not typedef'd")
        if re.search(r"^\s*(struct|enum|union)\s+\w+_t\b\s*\{", line):
            say(path, number, "our names never end in _t")


def check_text(path, raw_lines, say):
    for number, line in enumerate(raw_lines, 1):
        if re.search(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b", line):
            say(path, number, "left-over marker")
        if re.search(r"(^|[^A-Za-z0-9_.])/(work|root|home)/", line):
            say(path, number, "machine path")


def sources(root):
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in (".git", "build", "node_modules", "dist", "data")]
        for name in files:
            if name.endswith((".c", ".h", ".def", ".lua", ".sql", ".ts", ".tsx", ".mjs", ".sh", ".py")):
                yield os.path.relpath(os.path.join(folder, name), root)


def run(root):
    breaches = []

    def say(path, number, what):
        breaches.append(f"{path}:{number}: {what}")

    for path in sorted(sources(root)):
        with open(os.path.join(root, path), encoding="utf-8") as f:
            raw = f.read()
        raw_lines = raw.split("\n")
        check_text(path, raw_lines, say)
        generated = raw_lines[0].startswith("// Printed from the model rows")
        if path.endswith((".c", ".h", ".ts", ".tsx")) and not generated and len(raw_lines) - 1 > FILE_MAX:
            say(path, len(raw_lines) - 1, f"file of {len(raw_lines) - 1} lines (at most {FILE_MAX})")
        if not path.endswith((".c", ".h")):
            continue
        code = strip_code(raw)
        check_includes(path, raw_lines, say)
        check_functions(path, code, say)
        if path.startswith(("proto/", "server/", "matcher/")):
            check_words(path, code, raw_lines, say)
    return breaches


def main():
    breaches = run(sys.argv[1])
    for line in breaches:
        print(line)
    print(f"tidy: {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
