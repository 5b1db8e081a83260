/**
 * `npm start`: `frameferry` with the command that is given, or `run`, and with the demo video and the demo
 * service where none is named.
 * Runs in this process, so that signals and the exit code are the program's own.
 */
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { completeCommand } from "./start/complete-arguments.mjs";

const root = dirname(import.meta.dirname);
const bin = join(root, "dist", "cli", "bin.js");
// npm went to the root of the clone, but paths in arguments are seen from where the user is.
process.chdir(process.env["INIT_CWD"] ?? root);

const demoVideo = relative(process.cwd(), join(root, "fixtures", "videos", "demo.mp4"));
const args = completeCommand(process.argv.slice(2), demoVideo);
process.argv = [process.execPath, bin, ...args];
await import(pathToFileURL(bin).href);
