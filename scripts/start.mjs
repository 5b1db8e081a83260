/**
 * `npm start`: `frameferry` with the command that is given, or `run`, and with the demo video and the demo
 * service where none is named.
 * Runs in this process, so that signals and the exit code are the program's own. With `--demo-cluster`, many processes do.
 */
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { completeCommand } from "./start/complete-arguments.mjs";
import { DEMO_CLUSTER, runDemoCluster } from "./start/demo-cluster.mjs";

const root = dirname(import.meta.dirname);
const bin = join(root, "dist", "cli", "bin.js");
// npm went to the root of the clone, but paths in arguments are seen from where the user is.
process.chdir(process.env["INIT_CWD"] ?? root);

const demoVideo = relative(process.cwd(), join(root, "fixtures", "videos", "demo.mp4"));
const given = process.argv.slice(2);
const others = given.filter((word) => word !== DEMO_CLUSTER);
if (others.length < given.length)
  process.exitCode = await runDemoCluster(others, { bin, demoVideo });
else {
  process.argv = [process.execPath, bin, ...completeCommand(given, demoVideo)];
  await import(pathToFileURL(bin).href);
}
