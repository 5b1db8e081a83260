import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Another process that owns a ledger and settles one frame after the other. */
export interface LedgerProcess extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Greatest index whose `commit` has resolved; -1 before the first. */
  readonly settledIndex: number;
  /** Resolves when `settledIndex` has reached `index`. */
  settled(index: number): Promise<void>;
  /** Ends it as a power cut would, and reads what it still said. */
  kill(): Promise<void>;
}

/** @param firstIndex index of the first frame that it settles. */
export async function startLedgerProcess(
  jobFolder: string,
  firstIndex = 0,
): Promise<LedgerProcess> {
  const program = new URL("ledger-process-main.ts", import.meta.url).pathname;
  const child = spawn(process.execPath, [program, jobFolder, String(firstIndex)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = { index: -1 };
  const lines = createInterface({ input: child.stdout });
  const isOpen = once(lines, "line");
  lines.on("line", (line) => (said.index = Number(line)));
  const hasEnded = Promise.all([once(lines, "close"), once(child, "exit")]);
  await Promise.race([isOpen, hasEnded]);
  if (child.exitCode !== null) throw new Error(`the owner of ${jobFolder} could not begin`);
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await hasEnded;
  };
  return {
    process: child,
    get settledIndex() {
      return said.index;
    },
    settled: async (index) => {
      while (said.index < index) await once(lines, "line");
    },
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
