/**
 * The proof that frames that travel over a broker are not lost: `npm run proof`.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { runs } from "../../../scripts/bench/harness/find-tools.ts";
import { machine } from "../../../scripts/bench/harness/machine.ts";
import { tableLines } from "../../../scripts/bench/harness/table.ts";
import { hasNoNats } from "../../support/brokers/nats-server.ts";
import { whyNoSmallDisk } from "../../support/files/small-disk.ts";
import { problemsOfProof } from "./checks.ts";
import { FAULTS } from "./faults.ts";
import { prove } from "./proof.ts";
import { faultTable } from "./tables.ts";

const HELP = `Usage: npm run proof -- [--frames N] [--only WORDS] [--json FILE]

Lets frames with their index in their pixels travel from two edges over three nodes of NATS to three workers.
Meanwhile it kills the leader, a follower, each worker, each edge, and all nodes at once, stops a node, fills a
disk, removes the stream, wipes every store, and has a worker with a clock that is ten minutes ahead. Takes about
ten minutes; needs Debian's nats-server and faketime, and root, for a small disk.

  --frames N    frames in all (default: 10000)
  --only WORDS  only faults with these words in their names, such as leader,wiped (default: all)
  --json FILE   write all figures there

Exits with 1, and says why, when a frame was lost, or came more often than the faults explain.`;

async function main(words: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      frames: { type: "string", default: "10000" },
      only: { type: "string", default: "" },
      json: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const frames = Number(values.frames);
  if (!(frames >= MIN_FRAMES)) throw new RangeError(`--frames must be ${MIN_FRAMES} or more`);
  if (hasNoNats || !runs("faketime", ["--version"]))
    throw new Error("it needs both of these: apt-get install nats-server faketime");
  const whyNot = await whyNoSmallDisk();
  if (whyNot !== undefined) throw new Error(whyNot);
  const faults = FAULTS.filter(({ name }) =>
    values.only.split(",").some((part) => name.includes(part)),
  );
  if (faults.length === 0) throw new RangeError(`no fault has ${values.only} in its name`);
  const proof = await prove({ frames, faults }, (text) => console.error(`proof: ${text}`), signal);
  const problems = problemsOfProof(proof);
  console.log(`${tableLines(faultTable(proof)).join("\n")}\n`);
  for (const { name, evidence } of proof.firings) console.log(`- ${name}: ${evidence}`);
  for (const sentence of proof.interventions) console.log(`- the broker stood still: ${sentence}`);
  const content = { machine: machine(), problems, ...proof };
  if (values.json !== undefined)
    await writeFile(values.json, `${JSON.stringify(content, null, 2)}\n`);
  for (const problem of problems) console.error(`proof failed: ${problem}`);
  if (problems.length === 0) console.log("- every check holds");
  return problems.length === 0 ? 0 : 1;
}

/** With fewer, the faults would find nothing on its way. */
const MIN_FRAMES = 1000;

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.once(name, () => interrupted.abort(new Error(`ended by ${name}`)));
try {
  process.exitCode = await main(process.argv.slice(2), interrupted.signal);
} catch (error) {
  console.error(`proof: ${(error as Error).message}`);
  process.exitCode = 2;
}
