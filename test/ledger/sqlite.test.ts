import { afterEach, expect, test, vi } from "vitest";
import { loadSqlite } from "../../src/ledger/sqlite.ts";

afterEach(() => vi.restoreAllMocks());

test("the warning that SQLite is experimental is left out, and every other one is shown", () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const loading = vi.spyOn(process, "getBuiltinModule").mockImplementation(() => {
    process.emitWarning("SQLite is an experimental feature", "ExperimentalWarning");
    process.emitWarning("glob is an experimental feature", "ExperimentalWarning");
    return {};
  });
  loadSqlite();
  expect(loading).toHaveBeenCalledWith("node:sqlite");
  expect(warn.mock.calls).toEqual([["glob is an experimental feature", "ExperimentalWarning"]]);
});

test("the warnings are what they were after SQLite was loaded", () => {
  const before = Object.getOwnPropertyDescriptor(process, "emitWarning");
  expect(loadSqlite().DatabaseSync).toBeTypeOf("function");
  expect(Object.getOwnPropertyDescriptor(process, "emitWarning")).toEqual(before);
});
