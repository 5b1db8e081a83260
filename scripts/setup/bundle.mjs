import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keepSourceMaps, onlyUsedParts } from "./bundle-plugins.mjs";
import { licenseNotices } from "./license-notices.mjs";

/** Packages that stay outside: native ones, those with files of their own, and those that few runs need. */
const external = [
  "fastify",
  /^@fastify\//,
  /^@nats-io\//,
  "amqplib",
  "ffmpeg-static",
  "pino",
  "prom-client",
  "sharp",
  "yaml",
  /^@ffmpeg-installer\//,
];

/** What is loaded together is one file, named by what leads to it; the first that matches takes a module. */
const groups = [
  { name: "mqtt", test: /[\\/]node_modules[\\/]mqtt[\\/]/, priority: 4 },
  { name: "start", test: /[\\/]cli[\\/]start\.js$/, priority: 6 },
  // Before MQTT, which shares a package with it: a start would else load all of MQTT for that package.
  { name: "main", test: /[\\/]cli[\\/]main\.js$/, priority: 5 },
  { name: "deliver", test: /[\\/]cli[\\/]commands[\\/]send-command\.js$/, priority: 1 },
  { name: "video", test: /[\\/]cli[\\/]commands[\\/]run-command\.js$/ },
  { name: "video", test: /[\\/]app[\\/]sources[\\/]deliver-video\.js$/ },
];

/**
 * Replaces the compiled modules of the command line program, `cli` in a folder that tsc has filled, by a few files
 * that hold the same: hundreds of small ones take longer to find and to load than to run. They are CommonJS, since
 * Node makes of each built-in module that an ES module imports a second one, which touches all that it exports.
 * The modules of the library stay as they are.
 * @param {string} root
 * @param {string} dist
 * @returns {Promise<string | null>} why the modules stay as they are, where the bundler does not run; else null
 */
export async function bundleProgram(root, dist) {
  const bundler = await import("rolldown").catch((/** @type {unknown} */ error) => String(error));
  if (typeof bundler === "string") return bundler;
  const cli = join(dist, "cli");
  const bundle = await bundler.rolldown({
    input: {
      bin: join(cli, "bin.js"),
      "program/event-loop-guard-thread": join(cli, "process", "event-loop-guard-thread.js"),
    },
    platform: "node",
    external,
    plugins: [onlyUsedParts(root), keepSourceMaps(dist)],
    checks: { ineffectiveDynamicImport: false },
  });
  const fresh = join(dist, ".cli");
  const { output } = await bundle.write({
    dir: fresh,
    format: "cjs",
    entryFileNames: "[name].js",
    chunkFileNames: "program/[name].js",
    codeSplitting: { groups },
    minifyInternalExports: false,
    comments: { legal: true, annotation: false, jsdoc: false },
    // Lines and names stay for bug reports. A file with one letter beyond Latin-1 takes V8 twice the memory.
    minify: {
      compress: false,
      mangle: false,
      codegen: { removeWhitespace: false, asciiOnly: true },
    },
    sourcemap: true,
    sourcemapExcludeSources: true,
  });
  await bundle.close();
  writeFileSync(join(fresh, "package.json"), '{ "type": "commonjs" }\n');
  const modules = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  writeFileSync(join(fresh, "program", "THIRD-PARTY-NOTICES.txt"), licenseNotices(modules));
  rmSync(cli, { recursive: true });
  renameSync(fresh, cli);
  return null;
}
