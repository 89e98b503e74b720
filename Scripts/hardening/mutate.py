#!/usr/bin/env python3
"""Plants mistakes in Sources/Core, one at a time, and counts those that the tests of Core notice.

    Scripts/hardening/mutate.py [--count 520] [--seed 13] [--folder FOLDER] [--modules BUILD] [--only WORD]
                                [--jobs 2] [--again] [--at WORD ...]

A copy of the sources is built once, in release: each place asks at run time whether its mistake is the one
of the environment, `MUTANT`. A test runs for a place only if it reaches it; those of little time come
first, and the first that fails, crashes or hangs ends the place. What survives and is explained stands in
`mutants.txt` beside this script. What was found is kept in FOLDER, and a run that was stopped goes on
there. `--again` tries those that survived and are not explained once more, with the tests built anew, and
`--at` any places whose line, as it is printed, has one of the words (`Claim.swift:187`); what each
test reaches is measured anew only where its file has changed. Where Sources/Core has changed, FOLDER has to
go first.

A mistake that is explained changes nothing that a test could see, and does not count. Of the others 90 % have
to be noticed.
"""

import argparse
import json
import math
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXPLAINED = Path(__file__).with_name("mutants.txt")
TARGETS = ["Conversions", "LinearAlgebra", "Formula", "Networks", "FiniteDifferences", "Derivatives",
           "Bounds", "Explanation", "Expressions"]
SWIFT = os.environ.get("SWIFT", "swift")

# MARK: Places

# A binary operator becomes one of its own, with the precedence of the first.
PRECEDENCE = {
    "+": "AdditionPrecedence", "-": "AdditionPrecedence",
    "*": "MultiplicationPrecedence", "/": "MultiplicationPrecedence",
    "<": "ComparisonPrecedence", "<=": "ComparisonPrecedence", ">": "ComparisonPrecedence",
    ">=": "ComparisonPrecedence", "==": "ComparisonPrecedence", "!=": "ComparisonPrecedence",
    "&&": "LogicalConjunctionPrecedence", "||": "LogicalDisjunctionPrecedence",
    "+=": "AssignmentPrecedence", "-=": "AssignmentPrecedence", "*=": "AssignmentPrecedence",
}
INSTEAD = {"+": "-", "-": "+", "*": "+", "/": "*", "==": "!=", "!=": "==", "&&": "||", "||": "&&",
           "+=": "-=", "-=": "+=", "*=": "+="}
# Of whole numbers the boundary moves; of others, where it is a matter of rounding, the side changes.
BOUNDARY = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<")}

OPERATOR = re.compile(r"(?<=\s)(\+=|-=|\*=|<=|>=|==|!=|&&|\|\||[-+*/<>])(?=\s)")
SIGN = re.compile(r"(?<![\w)\]}.!?>])-(?=[\w(.])")
CONSTANT = re.compile(r"(?<![\w.$#])([012])(?![\w]|\.\d)")
EXTREME = re.compile(r"(?<![\w.])(min|max)\((?!\))")
EXTREME_OF = re.compile(r"\.(min|max)\(\)")
STATEMENT = re.compile(r"^(?:try )?[\w.$]+(?:\[[^\]]*\]|\([^()]*\))?[\w.]*(?: [-+*/]?= .+|\(.*\))$")
NO_STATEMENT = re.compile(r"^(return|let|var|if|guard|for|while|case|func|init|switch|throw|else|self\.init"
                          r"|super)\b|^self\.\w+ =")
# Declarations; and preconditions, which only a caller's mistake meets.
OUTSIDE = re.compile(r"^\s*(#|@available|import|public import|internal import|precedencegroup|infix"
                     r"|precondition|preconditionFailure|assert)\b|\bfunc\b"
                     r"|\bwhere \w+(\.\w+)? ==|typealias|associatedtype|\bextension\b|\bprotocol\b")


def masked(text):
    """The text with blanks for comments, strings and regular expressions, as long as it was."""
    out = list(text)
    i = 0

    def blank(start, end):
        for k in range(start, min(end, len(text))):
            if out[k] != "\n":
                out[k] = "\u00a0"

    def string_end(start):
        """Behind the string that begins at start."""
        hashes = 0
        k = start
        while text[k] == "#":
            hashes += 1
            k += 1
        quote = '"""' if text.startswith('"""', k) else '"'
        k += len(quote)
        closing = quote + "#" * hashes
        escape = "\\" + "#" * hashes
        while k < len(text) and not text.startswith(closing, k):
            if text.startswith(escape + "(", k):
                k += len(escape) + 1
                depth = 1
                while depth and k < len(text):
                    if text[k] == '"':
                        k = string_end(k)
                        continue
                    depth += {"(": 1, ")": -1}.get(text[k], 0)
                    k += 1
            elif text.startswith(escape, k):
                k += len(escape) + 1
            else:
                k += 1
        return k + len(closing)

    while i < len(text):
        if text.startswith("//", i):
            end = text.find("\n", i)
            end = len(text) if end < 0 else end
        elif text.startswith("/*", i):
            end = text.index("*/", i) + 2
        elif text.startswith("#/", i):
            end = text.index("/#", i) + 2
        elif text[i] == '"' or re.match(r'#+"', text[i:i + 5]):
            end = string_end(i)
        else:
            i += 1
            continue
        blank(i, end)
        i = end
    return "".join(out)


def indent(line):
    return len(line) - len(line.lstrip(" "))


def places_in(path):
    """Every place of a file where a mistake can be planted."""
    text = path.read_text()
    lines = text.split("\n")
    bare = masked(text).split("\n")
    found = []

    def add(number, column, length, kind, was, becomes):
        found.append({"file": str(path.relative_to(ROOT)), "line": number, "column": column,
                      "length": length, "kind": kind, "was": was, "becomes": becomes,
                      "text": lines[number].strip()})

    for number, line in enumerate(bare):
        if OUTSIDE.search(line) or not line.strip():
            continue
        for match in OPERATOR.finditer(line):
            was = match[1]
            # Texts are joined, which no sign changes, and which takes the compiler minutes to find out.
            beside = line[:match.start()].rstrip(" ")[-1:] + line[match.end():].lstrip(" ")[:1]
            if was == "+" and "\u00a0" in beside:
                continue
            becomes = " or ".join(BOUNDARY[was]) if was in BOUNDARY else INSTEAD[was]
            add(number, match.start(), len(was), "operator", was, becomes)
        for match in SIGN.finditer(line):
            add(number, match.start(), 1, "sign", "-", "no sign")
        for match in CONSTANT.finditer(line):
            was = match[1]
            add(number, match.start(), 1, "constant", was, str(int(was) + 1))
        for match in EXTREME.finditer(line):
            add(number, match.start(), len(match[0]), "extreme", match[1],
                {"min": "max", "max": "min"}[match[1]])
        for match in EXTREME_OF.finditer(line):
            add(number, match.start(), len(match[0]), "extremeOf", match[1],
                {"min": "max", "max": "min"}[match[1]])
        # A whole statement on a line of its own.
        body = line.strip()
        before = next((l for l in reversed(bare[:number]) if l.strip()), "")
        after = next((l for l in bare[number + 1:] if l.strip()), "")
        if "\u00a0" in lines[number] or "//" in lines[number]:
            continue
        if (body == "continue" or STATEMENT.match(body) and not NO_STATEMENT.match(body)) \
                and body.count("(") == body.count(")") and body.count("{") == body.count("}") \
                and (indent(after) < indent(line)
                     or indent(after) == indent(line) and not re.match(r"\s*[.)?:&|+*/=-]", after)) \
                and re.search(r"[\w)\]}]\s*$|\{(.* in)?\s*$", before) and not before.strip().startswith("@") \
                and not before.rstrip().endswith((" in", "=", "return")) or body == "continue":
            add(number, indent(line), len(line.rstrip()) - indent(line), "statement", "the line", "nothing")
    return found


def chosen(count, seed, only):
    """Places spread over all files, and for each file those that stand in for what does not compile."""
    generator = random.Random(seed)
    files = {}
    for target in TARGETS:
        for path in sorted((ROOT / "Sources/Core" / target).rglob("*.swift")):
            places = places_in(path)
            if places and only in str(path):
                generator.shuffle(places)
                files[str(path.relative_to(ROOT))] = places
    total = sum(map(len, files.values()))
    print(f"{total} places in {len(files)} files", flush=True)
    taken, waiting = [], {}
    for file, places in files.items():
        share = min(len(places), max(1, round(count * len(places) / total)))
        # Of places that overlap the first is taken.
        mine = []
        rest = []
        for place in places:
            (mine if len(mine) < share and fits(place, mine) else rest).append(place)
        taken += mine
        waiting[file] = rest
    return taken, waiting


def fits(place, others):
    return all(place["line"] != other["line"] or place["kind"] != "statement" != other["kind"]
               and (place["column"] + place["length"] <= other["column"]
                    or other["column"] + other["length"] <= place["column"]) for other in others)


def key(place):
    return (place["file"], place["line"], place["column"], place["kind"])


# MARK: The copy

def name(number):
    """An operator of its own for each place: mathematical signs, which Swift takes in operators."""
    return chr(0x2200 + number // 200) + chr(0x2200 + number % 200)


def rewritten(line, number, place):
    start, end = place["column"], place["column"] + place["length"]
    kind, was = place["kind"], place["was"]
    if kind in ("operator", "sign"):
        new = was + name(number)
    elif kind == "constant":
        new = f"mutantConstant({number}, {was}, {place['becomes']})"
    elif kind == "extreme":
        new = f"mutant{was.capitalize()}({number}, "
    elif kind == "extremeOf":
        new = f".mutant{was.capitalize()}({number})"
    else:
        new = f"if !mutantOn({number}) {{ {line[start:end]} }}"
    return line[:start] + new + line[end:]


HELPERS = """public import CMutants
@inlinable @inline(__always) public func mutantOn(_ id: Int32) -> Bool { mutant_on(id) }
@inlinable @inline(__always) public func mutantConstant<T: ExpressibleByIntegerLiteral>(
  _ id: Int32, _ a: T, _ b: T) -> T { mutant_on(id) ? b : a }
@inlinable @inline(__always) public func mutantMin<T: Comparable>(_ id: Int32, _ a: T, _ b: T) -> T {
  mutant_on(id) ? max(a, b) : min(a, b) }
@inlinable @inline(__always) public func mutantMax<T: Comparable>(_ id: Int32, _ a: T, _ b: T) -> T {
  mutant_on(id) ? min(a, b) : max(a, b) }
@inlinable public func mutantMin<T: Comparable>(_ id: Int32, _ a: T, _ b: T, _ c: T) -> T {
  mutant_on(id) ? max(a, b, c) : min(a, b, c) }
@inlinable public func mutantMax<T: Comparable>(_ id: Int32, _ a: T, _ b: T, _ c: T) -> T {
  mutant_on(id) ? min(a, b, c) : max(a, b, c) }
extension Sequence where Element: Comparable {
  @inlinable public func mutantMin(_ id: Int32) -> Element? { mutant_on(id) ? self.max() : self.min() }
  @inlinable public func mutantMax(_ id: Int32) -> Element? { mutant_on(id) ? self.min() : self.max() }
}
"""

HEADER = """#include <stdbool.h>
extern int mutant_active;
extern unsigned char mutant_seen[];
static inline bool mutant_on(int id) {
  if (mutant_active == id) return true;
  if (mutant_active == -1) mutant_seen[id] = 1;
  return false;
}
"""

ACTIVE = """#include "mutants.h"
#include <stdio.h>
#include <stdlib.h>
int mutant_active = -2;
unsigned char mutant_seen[40000];
__attribute__((constructor)) static void choose(void) {
  const char *text = getenv("MUTANT");
  if (text) mutant_active = atoi(text);
}
__attribute__((destructor)) static void tell(void) {
  const char *path = getenv("MUTANT_SEEN");
  if (mutant_active != -1 || !path) return;
  FILE *file = fopen(path, "w");
  for (int i = 0; file && i < 40000; ++i) if (mutant_seen[i]) fprintf(file, "%d\\n", i);
  if (file) fclose(file);
}
"""

# What stands behind the manifest: the mistakes are a target that every one of Core sees, and the program
# and its tests are not there. The tests of the formats and of the shell are: they notice what is left.
MANIFEST = """
let mutated = [%s]
package.targets.removeAll {
  ["NetREPL", "FuzzTargets", "ProgramTests", "CLibedit", "CStartUp"].contains($0.name)
}
package.products.removeAll { $0.name != "Core" }
package.dependencies.removeAll { "\\($0.kind)".contains("argument-parser") }
package.targets += [
  .target(name: "CMutants", path: "Mutants/C"),
  .target(name: "Mutants", dependencies: ["CMutants"], path: "Mutants/Swift"),
]
for target in package.targets {
  if mutated.contains(target.name) { target.dependencies.append("Mutants") }
  if target.swiftSettings != nil {
    target.swiftSettings = [
      .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
    ]
  }
}
"""

OWN = re.compile(r"static func ([-+*/<]|==) \((\w+): (\w+), (\w+): (\w+)\) -> (\w+)\??")


def operator_helpers(number, place):
    """An operator that is the old one, or the mistake when it is asked for."""
    was, operator = place["was"], place["was"] + name(number)
    on = f"mutant_on({number})"
    head = "@inlinable @inline(__always) public "
    if place["kind"] == "sign":
        return [f"prefix operator {operator}",
                f"{head}prefix func {operator}<T: SignedNumeric>(a: T) -> T {{ {on} ? a : -a }}"]
    lines = [f"infix operator {operator}: {PRECEDENCE[was]}"]

    def function(constraint, other, result="T"):
        lines.append(f"{head}func {operator}<T: {constraint}>(a: T, b: T) -> {result} "
                     f"{{ {on} ? a {other} b : a {was} b }}")

    if was in ("&&", "||"):
        lines.append(f"{head}func {operator}(a: Bool, b: @autoclosure () throws -> Bool) rethrows -> Bool "
                     f"{{ {on} ? try a {INSTEAD[was]} b() : try a {was} b() }}")
    elif was in BOUNDARY:
        function("BinaryInteger", BOUNDARY[was][0], "Bool")
        function("Comparable", BOUNDARY[was][1], "Bool")
    elif was in ("==", "!="):
        function("Equatable", INSTEAD[was], "Bool")
    elif was == "/":
        function("FloatingPoint", "*")
        function("BinaryInteger", "*")
    elif was in ("+=", "-=", "*="):
        lines.append(f"{head}func {operator}<T: {'Numeric' if was == '*=' else 'AdditiveArithmetic'}>"
                     f"(a: inout T, b: T) {{ if {on} {{ a {INSTEAD[was]} b }} else {{ a {was} b }} }}")
    else:
        function("Numeric" if was == "*" else "AdditiveArithmetic", INSTEAD[was])
    return lines


def own_types(target):
    """The types of a target that have arithmetic of their own, with the signatures of each operator."""
    found = {}
    for path in (ROOT / "Sources/Core" / target).rglob("*.swift"):
        for match in OWN.finditer(path.read_text()):
            result = match[6] + ("?" if match[0].endswith("?") else "")
            found.setdefault(match[1], set()).add((match[3], match[5], result))
    return found


def write_if_changed(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def write_copy(folder, places, declared=None):
    """The package with every mistake in it; places are (number, place). Operators stay declared when places
    are left out, so that not all is built again."""
    for part in ["Sources", "Tests", "sessions", "docs", "*.md"]:
        for path in ROOT.glob(part if part == "*.md" else f"{part}/**/*"):
            relative = path.relative_to(ROOT)
            if path.is_file() and not str(relative).startswith("Sources/Core/"):
                target = folder / relative
                if not target.exists() or target.stat().st_mtime < path.stat().st_mtime:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(path, target)
    by_file = {}
    for number, place in places:
        by_file.setdefault(place["file"], []).append((number, place))
    for path in (ROOT / "Sources/Core").rglob("*.swift"):
        file = str(path.relative_to(ROOT))
        lines = path.read_text().split("\n")
        for number, place in sorted(by_file.get(file, []), key=lambda p: -p[1]["column"]):
            lines[place["line"]] = rewritten(lines[place["line"]], number, place)
        if file in by_file:
            lines[0] = "public import Mutants; " + lines[0]
        write_if_changed(folder / file, "\n".join(lines))
    declarations = [HELPERS]
    own = {target: own_types(target) for target in TARGETS}
    local = {target: [] for target in TARGETS}
    for number, place in declared or places:
        if place["kind"] not in ("operator", "sign"):
            continue
        declarations += operator_helpers(number, place)
        target = place["file"].split("/")[2]
        was, other = place["was"], INSTEAD.get(place["was"])
        types = own[target]
        if place["kind"] == "operator" and other in types:
            for a, b, result in sorted(types.get(was, set()) & types[other]):
                local[target].append(
                    f"func {was}{name(number)}(a: {a}, b: {b}) -> {result} "
                    f"{{ mutantOn({number}) ? a {other} b : a {was} b }}")
    for target, lines in local.items():
        write_if_changed(folder / "Sources/Core" / target / "MutantOperators.swift",
                         "\n".join(["internal import Mutants"] + lines) + "\n")
    write_if_changed(folder / "Mutants/Swift/Mutants.swift", "\n".join(declarations) + "\n")
    write_if_changed(folder / "Mutants/C/include/mutants.h", HEADER)
    write_if_changed(folder / "Mutants/C/mutants.c", ACTIVE)
    manifest = (ROOT / "Package.swift").read_text()
    write_if_changed(folder / "Package.swift",
                     manifest + MANIFEST % ", ".join(f'"{t}"' for t in TARGETS))


def build(folder, *arguments):
    return subprocess.run([SWIFT, "build", *arguments], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace")


ERROR = re.compile(r"([^\s:]+\.swift):(\d+):\d+: error:")

# Of how the compiler is called for a target: what says what to make, and where, each with its words behind it.
MAKING = {"-emit-module-path": 1, "-output-file-map": 1, "-index-store-path": 1, "-emit-objc-header-path": 1,
          "-emit-dependencies": 0, "-emit-module": 0, "-incremental": 0, "-c": 0, "-parseable-output": 0,
          "-serialize-diagnostics": 0, "-enable-batch-mode": 0, "-emit-objc-header": 0, "-g": 0,
          "-warnings-as-errors": 0, "-strict-memory-safety": 0, "-profile-generate": 0,
          "-profile-coverage-mapping": 0}


def flags(build_folder):
    """How the compiler is called for each target, but for what it makes."""
    found = {}
    for line in (build_folder / "debug.yaml").read_text().split("\n"):
        match = re.match(r'    args: (\[.*"-module-name","(\w+)".*\])$', line)
        if not match or match[2] not in TARGETS:
            continue
        words = iter(json.loads(match[1])[1:])
        found[match[2]] = kept = []
        for word in words:
            if word == "-Xcc":
                kept += [word, next(words)]
            elif word in MAKING:
                for _ in range(MAKING[word]):
                    next(words)
            elif not word.startswith(("@", "-j")):
                kept.append(word)
    return found


def check_types(folder, places, compiler_flags):
    """What the compiler says to each target, whose mistakes it sees beside the others without."""
    mutants = folder / "Mutants"
    write_if_changed(mutants / "C/include/module.modulemap",
                     'module CMutants { header "mutants.h" export * }\n')
    c = ["-Xcc", f"-fmodule-map-file={mutants}/C/include/module.modulemap"]
    subprocess.run([SWIFT + "c", "-emit-module", "-module-name", "Mutants", "-parse-as-library", *c,
                    "-swift-version", "6", "-o", str(folder / "types/Mutants.swiftmodule"),
                    str(mutants / "Swift/Mutants.swift")], check=True, cwd=folder)
    said = ""
    for target, words in compiler_flags.items():
        files = sorted(map(str, (folder / "Sources/Core" / target).rglob("*.swift")))
        text = "".join(Path(f).read_text() for f in files)
        if check_types.passed.get(target) == text:
            continue
        result = subprocess.run(
            [SWIFT + "c", "-typecheck", "-Xfrontend", "-solver-expression-time-threshold=4", *words, *c, "-I", str(folder / "types"), *files], cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        if result.returncode == 0:
            check_types.passed[target] = text
        elif not ERROR.search(result.stdout):
            sys.exit("the copy does not build:\n" + result.stdout[-3000:])
        said += result.stdout
    return {(m[1], int(m[2]) - 1) for m in ERROR.finditer(said)}


check_types.passed = {}


def at_fault(errors, places):
    """The keys of the places where the compiler found something."""
    bad = set()
    for path, line in errors:
        if "MutantOperators" in path:
            text = Path(path).read_text().split("\n")[line]
            bad |= {key(p) for n, p in places if name(n) in text}
            continue
        mine = [p for _, p in places if path.endswith(p["file"])]
        nearest = min((abs(p["line"] - line) for p in mine), default=None)
        bad |= {key(p) for p in mine if abs(p["line"] - line) == nearest}
    return bad


def compiled(folder, options):
    """Places that compile, numbered; those that do not are left out and others of their file tried."""
    taken, waiting = chosen(options.count, options.seed, options.only)
    numbers = {key(place): i + 1 for i, place in enumerate(taken)}
    (folder / "types").mkdir(exist_ok=True)
    if not (options.modules / "debug.yaml").exists():
        subprocess.run([SWIFT, "build", "--scratch-path", str(options.modules)], cwd=ROOT, check=True)
    compiler_flags = flags(options.modules)
    dropped = 0
    for attempt in range(60):
        places = [(numbers[key(place)], place) for place in taken]
        write_copy(folder, places)
        errors = check_types(folder, places, compiler_flags)
        if not errors:
            print(f"{len(taken)} places compile, {dropped} did not", flush=True)
            return places
        bad = at_fault(errors, places)
        if not bad:
            sys.exit(f"the copy does not build: {errors}")
        dropped += len(bad)
        taken = [p for p in taken if key(p) not in bad]
        for file, _, _, _ in sorted(bad):
            # Where much fails, what is left has to do.
            others = [p for p in taken if p["file"] == file]
            while waiting[file] and attempt < 12:
                place = waiting[file].pop(0)
                if fits(place, others):
                    numbers[key(place)] = len(numbers) + 1
                    taken.append(place)
                    break
        print(f"attempt {attempt + 1}: {len(bad)} places do not compile", flush=True)
    sys.exit("too many attempts")


# MARK: Runs

# Of the mistakes that are not explained, what has to be noticed.
GOAL = 0.9

# Seconds of the processor: a test that takes longer is left out, and each place gets so much of tests,
# those of its own target first, the quickest first. What would notice it after that does not count.
LONGEST = 5
BUDGET = 10
# What waits for ever uses no processor: others may use the machine too, but not so much.
SLOWNESS = 40


class Tests:
    def __init__(self, folder):
        self.folder = folder
        path = build(folder, "-c", "release", "--show-bin-path").stdout.strip().split("\n")[-1]
        self.bundle = str(next(Path(path).glob("*.xctest")))
        # Of each test the places that it reaches, and its seconds; the quickest first.
        self.tests = []

    def run(self, tests, limit, **environment):
        """Whether the tests pass, None where they do not end, and the seconds of the processor."""
        filters = [a for test in tests for a in ("--filter", "^" + re.escape(test))]

        def limits():
            resource.setrlimit(resource.RLIMIT_AS, (16 << 30, 16 << 30))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(limit) + 1, math.ceil(limit) + 1))
            os.nice(10)
            os.setsid()

        process = subprocess.Popen(
            [self.bundle, "--testing-library", "swift-testing", "--no-parallel", *filters],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL, preexec_fn=limits,
            env={**os.environ, "SWIFT_BACKTRACE": "enable=no", **environment})
        ends = time.time() + limit * SLOWNESS
        while True:
            found, status, usage = os.wait4(process.pid, os.WNOHANG)
            if found:
                break
            if time.time() > ends:
                os.killpg(process.pid, signal.SIGKILL)
                os.wait4(process.pid, 0)
                return None, limit
            time.sleep(0.01)
        process.returncode = status
        seconds = usage.ru_utime + usage.ru_stime
        return None if status != 0 and seconds > limit else status == 0, seconds

    def measure(self, jobs):
        """What each test reaches and costs; only of those whose file has changed since the last time."""
        listing = subprocess.run([self.bundle, "--testing-library", "swift-testing", "--list-tests"],
                                 cwd=self.folder, stdout=subprocess.PIPE, text=True).stdout
        listed = [line for line in listing.split("\n") if "/" in line]
        log = self.folder / "measured.json"
        kept = json.loads(log.read_text()) if log.exists() else {}
        changed = {}
        for path in (self.folder / "Tests").rglob("*.swift"):
            target = path.relative_to(self.folder / "Tests").parts[0]
            for declared in re.findall(r"\bfunc (\w+)\(", path.read_text()):
                place = (target, declared)
                changed[place] = max(changed.get(place, 0), path.stat().st_mtime)

        def measured(test):
            stamp = changed.get((test.split(".")[0], re.sub(r"\(.*", "", test.split("/")[-1])), 0)
            if test in kept and kept[test]["stamp"] == stamp:
                return kept[test]
            seen = self.folder / f"seen-{hash(test)}.txt"
            passed, seconds = self.run([test], LONGEST, MUTANT="-1", MUTANT_SEEN=str(seen))
            reached = list(map(int, seen.read_text().split())) if seen.exists() else None
            seen.unlink(missing_ok=True)
            return {"stamp": stamp, "passed": passed, "seconds": seconds, "reached": reached}

        left_out = []
        with ThreadPoolExecutor(jobs) as pool:
            results = {}
            for test, result in zip(listed, pool.map(measured, listed)):
                results[test] = result
                if len(results) % 100 == 0:
                    log.write_text(json.dumps({**kept, **results}))
        log.write_text(json.dumps(results))
        for test, result in results.items():
            if not result["passed"] or result["seconds"] > LONGEST or result["reached"] is None:
                left_out.append(test + ("" if result["passed"] is None else " (fails)"))
                continue
            self.tests.append((result["seconds"], test, set(result["reached"])))
        self.tests.sort(key=lambda t: t[0])
        print(f"{len(self.tests)} tests, {sum(t[0] for t in self.tests):.0f} s; left out, as they take "
              f"long or fail without a mistake: {', '.join(left_out)}", flush=True)

    def killer(self, number, target):
        """A test that notices a mistake, or the first of several of which one does; None when none does."""
        reaching = [(not test.startswith(target + "Tests."), seconds, test)
                    for seconds, test, reached in self.tests if number in reached]
        batch, expected, spent = [], 0, 0
        for k, (_, seconds, test) in enumerate(sorted(reaching)):
            batch.append(test)
            expected += seconds
            spent += seconds
            # Starting takes time of its own: quick ones go together.
            if expected > 0.5 or spent > BUDGET or k == len(reaching) - 1:
                passed, _ = self.run(batch, 1 + 3 * expected, MUTANT=str(number))
                if not passed:
                    return batch[0]
                batch, expected = [], 0
            if spent > BUDGET:
                return None
        return None


def told(place):
    return f"{place['file']}: {place['text']}  [{place['was']} -> {place['becomes']}]"


def told_at(place):
    return f"{place['file']}:{place['line'] + 1}:{place['column'] + 1}: {place['text']}  " \
           f"[{place['was']} -> {place['becomes']}]"


def explained():
    lines = EXPLAINED.read_text().split("\n") if EXPLAINED.exists() else []
    return {line for line in lines if line and not line.startswith("#")}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=520)
    parser.add_argument("--seed", type=int, default=13)
    parser.add_argument("--folder", type=Path, default=ROOT / ".build-mutants")
    parser.add_argument("--only", default="")
    parser.add_argument("--modules", type=Path, default=ROOT / ".build",
                        help="the folder of a debug build of this checkout")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--at", nargs="+", default=[])
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder = folder / "netrepl"
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "places.json"
    # Operators that are declared once stay, for the same reason as below.
    kept_declared = folder / "declared.json"
    if kept.exists():
        places = [tuple(p) for p in json.loads(kept.read_text())]
        declared = [tuple(p) for p in json.loads(kept_declared.read_text())]
        write_copy(folder, places, declared)
    else:
        places = declared = compiled(folder, options)
        kept.write_text(json.dumps(places))
        kept_declared.write_text(json.dumps(declared))
    # What types do not tell, such as a value that is not always set, is left out without another one.
    while True:
        result = build(folder, "-c", "release", "--build-tests", "-Xswiftc", "-enable-testing")
        if result.returncode == 0:
            break
        bad = at_fault({(m[1], int(m[2]) - 1) for m in ERROR.finditer(result.stdout)}, places)
        if not bad:
            sys.exit(result.stdout[-3000:])
        print(f"{len(bad)} places do not compile", flush=True)
        places = [(n, p) for n, p in places if key(p) not in bad]
        kept.write_text(json.dumps(places))
        write_copy(folder, places, declared)
    tests = Tests(folder)
    tests.measure(options.jobs)
    log = folder / "found.json"
    found = json.loads(log.read_text()) if log.exists() else {}
    reasons = explained()
    wanted = [(number, place) for number, place in places if str(number) not in found]
    if options.at:
        wanted = [(number, place) for number, place in places
                  if any(word in told_at(place) for word in options.at)]
    elif options.again:
        wanted += [(number, place) for number, place in places
                   if found.get(str(number), "") is None and told(place) not in reasons]
    with ThreadPoolExecutor(options.jobs) as pool:
        killers = pool.map(lambda p: tests.killer(p[0], p[1]["file"].split("/")[2]), wanted)
        for (number, place), killer in zip(wanted, killers):
            found[str(number)] = killer
            log.write_text(json.dumps(found))
            if killer is None:
                print("survived " + told_at(place), flush=True)
            elif options.at or options.again:
                print(f"noticed by {killer}: {told_at(place)}", flush=True)
    tried = [(number, place) for number, place in places if str(number) in found]
    survivors = [place for number, place in tried if found[str(number)] is None]
    open_ones = [place for place in survivors if told(place) not in reasons]
    killed = len(tried) - len(survivors)
    counted = killed + len(open_ones)
    for place in open_ones:
        print("not noticed: " + told_at(place))
    for line in sorted(reasons - {told(place) for place in survivors}):
        print("explained, but noticed or gone: " + line)
    portion = 100 * killed / max(counted, 1)
    met = killed >= GOAL * counted and len(tried) == len(places)
    print(f"mutate: {killed} of {len(tried)} mistakes noticed ({100 * killed / max(len(tried), 1):.1f} %), "
          f"{len(survivors) - len(open_ones)} explained: {killed} of the {counted} that count "
          f"({portion:.1f} %), {len(open_ones)} open{'' if met else ': TOO LITTLE'}")
    sys.exit(not met)


main()
