import type * as Sqlite from "node:sqlite";

/**
 * Loads Node's own SQLite at its first use.
 *
 * Node 22 prints a warning that it is experimental, which is irrelevant for users: that one warning is
 * suppressed.
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
