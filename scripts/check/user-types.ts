import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { call, mustCall, root } from "./call.ts";

/** A strict program of a user, with a mistake in its last line. */
const PROGRAM = `
import { FrameferryError, runVideo, type FrameResult, type RunSummary } from "frameferry";
export async function deliver(video: string): Promise<RunSummary> {
  const run = runVideo({ video, to: "http://127.0.0.1:8000", maxFrames: 3 });
  for await (const event of run) if (event.type === "frameSettled") show(event.result);
  return await run;
}
function show({ frame, outcome }: FrameResult): void { console.log(frame, outcome); }
export const codeOf = (error: unknown): string | null => error instanceof FrameferryError ? error.code : null;
`;
const MISTAKE = "\nvoid runVideo({ video: 1, to: [] });\n";

/** Type-checks a program against an installed package, the package's own types included. */
export function checkUserTypes(folder: string): string {
  const tsc = join(root, "node_modules", ".bin", "tsc");
  const types = ["--types", "node", "--typeRoots", join(root, "node_modules", "@types")];
  const strict = ["--strict", "--noEmit", "--skipLibCheck", "false", "--module", "nodenext"];
  const lib = ["--target", "es2023", "--lib", "es2023,esnext.disposable"];
  const args = [...strict, ...lib, ...types, "program.mts"];
  writeFileSync(join(folder, "program.mts"), PROGRAM);
  mustCall(tsc, args, folder);
  writeFileSync(join(folder, "program.mts"), PROGRAM + MISTAKE);
  const { status, stdout } = call(tsc, args, folder);
  assert.notEqual(status, 0);
  assert.match(stdout, /^program\.mts\(\d+,\d+\): error TS2322: Type 'number'/mu);
  const dist = join(folder, "node_modules", "frameferry", "dist");
  const all = readdirSync(dist, { recursive: true, encoding: "utf8" });
  assert.deepEqual(
    all.filter((file) => file.endsWith(".d.ts")),
    ["index.d.ts"],
  );
  return "a strict program, with skipLibCheck off";
}
