import type * as Sqlite from "node:sqlite";

/**
 * Node's own SQLite, loaded when it is first needed.
 *
 * Node 22 warns that it is experimental, which is no news to whoever runs a program: that one
 * warning is left out, and every other one passes.
 */
export function loadSqlite(): typeof Sqlite {
  const warner = process as { emitWarning: Warn };
  const warn = warner.emitWarning;
  warner.emitWarning = (warning, ...details) => {
    if (details[0] === "ExperimentalWarning" && String(warning).startsWith("SQLite")) return;
    warn(warning, ...details);
  };
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    warner.emitWarning = warn;
  }
}

type Warn = (this: void, warning: string | Error, ...details: unknown[]) => void;
