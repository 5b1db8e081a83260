import { spawnSync } from "node:child_process";

/** Debian's packages belong to /usr/bin/python3, which need not be the first in PATH. */
const PYTHONS = ["/usr/bin/python3", "python3"] as const;
const pythons = new Map<string, string | null>();

/** The first Python 3 that has these modules; `null` if there is none. */
export function pythonFor(modules: readonly string[]): string | null {
  const names = JSON.stringify(modules);
  // Without an import, which would take up to a second.
  const statement = `import sys; from importlib.util import find_spec; sys.exit(None in map(find_spec, ${names}))`;
  let found = pythons.get(statement);
  if (found === undefined) {
    found = PYTHONS.find((python) => runs(python, ["-c", statement])) ?? null;
    pythons.set(statement, found);
  }
  return found;
}

/** True if a command runs and succeeds. */
export function runs(program: string, words: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: "ignore" }).status === 0;
}
