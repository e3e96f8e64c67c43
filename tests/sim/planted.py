#!/usr/bin/env python3
"""Proves the simulator: each row of planted.tsv is a bug put into a copy of one source (the product itself carries no switches).
The simulator is linked anew with that copy and must report a failure within the seeds it is given; with no bug it must not.

    planted.py BUILD_FOLDER [NAME…]     exit 1 when a planted bug was not caught
Rows: name, file, text to find (exactly once), text to put there. \\n in a text is a line end.
"""
import json
import os
import shlex
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
SEEDS = "400"


def rows():
    with open(os.path.join(HERE, "planted.tsv"), encoding="utf-8") as f:
        for line in f:
            if line.strip() and not line.startswith("#"):
                name, path, old, new = line.rstrip("\n").split("\t")
                yield name, path, old.replace("\\n", "\n"), new.replace("\\n", "\n")


def link_command(build):
    out = subprocess.run(["ninja", "-C", build, "-t", "commands", "sim"], check=True, capture_output=True, text=True).stdout
    return out.strip().split("\n")[-1]


def compile_command(build, source):
    for entry in json.load(open(os.path.join(build, "compile_commands.json"), encoding="utf-8")):
        if os.path.realpath(entry["file"]) == os.path.realpath(source):
            return entry["command"], entry.get("output") or shlex.split(entry["command"])[shlex.split(entry["command"]).index("-o") + 1]
    raise SystemExit(f"no compile command for {source}")


def plant(build, name, path, old, new):
    source = os.path.join(TOP, path)
    text = open(source, encoding="utf-8").read()
    if text.count(old) != 1:
        return None, f"the text stands {text.count(old)} times in {path}: mend planted.tsv"
    folder = os.path.join(build, "planted", name)
    os.makedirs(folder, exist_ok=True)
    copy = os.path.join(folder, os.path.basename(path))
    with open(copy, "w", encoding="utf-8") as f:
        f.write(text.replace(old, new))
    command, output = compile_command(build, source)
    words = shlex.split(command)
    made = os.path.join(folder, "planted.o")
    words = [copy if os.path.realpath(os.path.join(build, w)) == os.path.realpath(source) else made if w == output else w for w in words]
    words = [w for w in words if w != "-Werror"]
    done = subprocess.run(words, cwd=build, capture_output=True, text=True)
    if done.returncode:
        return None, f"does not compile: {done.stderr[-800:]}"
    program = os.path.join(folder, "sim")
    link = link_command(build).replace(f" {output} ", f" {made} ")
    link = link.replace(" -o sim ", f" -o {program} ")
    done = subprocess.run(link, cwd=build, shell=True, capture_output=True, text=True)
    if done.returncode or not os.path.exists(program):
        return None, f"does not link: {done.stderr[-800:]}"
    return program, ""


def main():
    build = os.path.abspath(sys.argv[1])
    wanted = sys.argv[2:]
    missed = 0
    caught = 0
    for name, path, old, new in rows():
        if wanted and name not in wanted:
            continue
        program, why = plant(build, name, path, old, new)
        if not program:
            missed += 1
            print(f"BROKEN {name}: {why}")
            continue
        env = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
        try:
            done = subprocess.run([program, "--seeds", SEEDS, "--stop"], cwd=build, capture_output=True, text=True, timeout=240, env=env)
            found = done.returncode != 0
            said = [line for line in (done.stdout + done.stderr).split("\n") if "seed" in line or "CHECK" in line or "check" in line]
        except subprocess.TimeoutExpired:
            found, said = True, ["did not end: a liveness failure"]
        caught += found
        missed += not found
        print(f"{'caught' if found else 'MISSED'} {name}: {said[0][:160] if said else ''}")
    print(f"{caught} passed, {missed} failed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
