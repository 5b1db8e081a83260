import { delimiter, dirname, join } from "node:path";
import { run } from "./run.mjs";
import { SetupFailure } from "./failure.mjs";

const networkCodes =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT)\b/;

/** npm's own two retries take a minute: too long to learn that the cable is out. */
const patience = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];

/**
 * Runs npm in the clone.
 * @param {string} root
 * @param {readonly string[]} args
 * @param {string} [ownNode] path of the Node to run it with; without one it is the one that npm itself came with
 */
export async function npm(root, args, ownNode) {
  const env = outerEnvironment(root);
  if (ownNode !== undefined) env.PATH = [dirname(ownNode), env.PATH].join(delimiter);
  const { npm_node_execpath: outerNode = "", npm_execpath: cli = "" } = env;
  const isUsable = cli.endsWith("npm-cli.js") && !`${outerNode}${cli}`.includes(root);
  const node = ownNode ?? outerNode;
  const options = { cwd: root, env };
  const { ok, output } = isUsable
    ? await run(node, [cli, ...args, ...patience], options)
    : await run("npm", [...args, ...patience], { ...options, shell: process.platform === "win32" });
  if (!ok) throw new SetupFailure(explain(args.join(" "), output));
}

/**
 * The environment without the clone's own Node, which `npm ci` deletes while it works, and without the
 * `--dry-run` of an `npm pack` that this is part of: the package is listed as it will be.
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
function outerEnvironment(root) {
  const own = join(root, "node_modules", ".bin");
  const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== own);
  return { ...process.env, PATH: path.join(delimiter), npm_config_dry_run: "false" };
}

/**
 * @param {string} command
 * @param {string} output
 */
function explain(command, output) {
  const network = networkCodes.exec(output)?.[0];
  if (network !== undefined)
    return `npm could not reach its registry (${network}): check the connection, or the proxy and registry in \`npm config list\`, then run this again.`;
  return `\`npm ${command}\` failed; npm says:\n${output}`;
}
