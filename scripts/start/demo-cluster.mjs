/**
 * `npm start -- --demo-cluster`: three nodes of NATS, two services with a worker each, and an edge that sends the demo
 * video, all on this machine, to its end or to Ctrl-C.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { completeArguments } from "./complete-arguments.mjs";
import { missingServer, startNodes } from "./demo-nodes.mjs";
import { DemoProcesses } from "./demo-processes.mjs";

/** What is given to `npm start` for it. */
export const DEMO_CLUSTER = "--demo-cluster";

/** Exit code where something of the machine is missing. */
const ENVIRONMENT = 5;

/**
 * @param {readonly string[]} args of the edge: those of `run`; what was left out is added
 * @param {{ bin: string, demoVideo: string }} paths of the built program and the video
 * @returns {Promise<number>} the exit code of the edge
 */
export async function runDemoCluster(args, { bin, demoVideo }) {
  const missing = missingServer();
  if (missing !== null) {
    say(missing);
    return ENVIRONMENT;
  }
  const folder = await mkdtemp(join(tmpdir(), "frameferry-cluster-"));
  const processes = new DemoProcesses(folder);
  const forget = processes.endAtSignals();
  try {
    const frameferry = [process.execPath, bin];
    const broker = await startCluster(processes, frameferry, folder);
    const edge = completeArguments(edgeArguments(args, broker, folder), demoVideo);
    return await processes.runEdge([...frameferry, "run", ...edge]);
  } catch (error) {
    if (!processes.isEnding) throw error;
    return processes.exitCode;
  } finally {
    await processes.end();
    forget();
    await rm(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

/**
 * @param {DemoProcesses} processes
 * @param {readonly string[]} frameferry
 * @param {string} folder
 * @returns {Promise<string>} address of the queue
 */
async function startCluster(processes, frameferry, folder) {
  const broker = await startNodes(processes, folder);
  say(`three nodes of NATS: ${broker}`);
  await processes.succeed([...frameferry, "broker", "init", broker, ...QUEUES]);
  for (const number of [1, 2]) {
    const service = await processes.firstLine([...frameferry, "serve", "--port", "0", ...SERVICE]);
    const name = `worker-${number}`;
    processes.start([...frameferry, "work", broker, "--to", service, "--worker-name", name, "-q"]);
    say(`${name} takes frames for the service at ${service}`);
  }
  say("an edge sends a video to them; its dashboard shows it meanwhile, and Ctrl-C ends all");
  return broker;
}

const QUEUES = ["--replicas", "3", "--max-size", "100MB"];
/** Slow enough to watch: some 16 frames a second by both together. */
const SERVICE = ["--latency", "250ms", "--capacity", "2"];

/**
 * @param {readonly string[]} args
 * @param {string} broker
 * @param {string} folder
 */
function edgeArguments(args, broker, folder) {
  const has = (/** @type {string} */ flag) =>
    args.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
  return [
    ...args,
    ...["--to", broker],
    ...(has("--dashboard") ? [] : ["--dashboard", "0"]),
    ...(has("--state") ? [] : ["--state", join(folder, "edge")]),
    ...(has("--report") ? [] : ["--report", "frameferry-report.html"]),
    ...(has("--results") ? [] : ["--results", "frameferry-cluster.jsonl", "--results-overwrite"]),
  ];
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`frameferry demo: ${line}\n`);
}
