import { enableCompileCache } from "node:module";
import { ignoreBrokenPipe } from "./process/broken-pipe.ts";
import { enableCodeCache } from "./process/code-cache.ts";
import { chooseCompilers } from "./process/compiler-tiers.ts";
import { exitAtInterrupts } from "./process/interrupt.ts";
import { hideMemoryLimits, limitMemory } from "./process/memory-limits.ts";
import { threadsFor } from "./process/thread-pool.ts";
import { printVersion, wantsVersion } from "./commands/version.ts";

/**
 * Readies the process for the command line and runs it. The version alone needs nothing of that.
 *
 * @param words as `process.argv`.
 */
export async function start(words: readonly string[]): Promise<void> {
  const isVersion = wantsVersion(words);
  if (!isVersion) readyProcess(words);
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreBrokenPipe);
  if (isVersion) return await printVersion(words);
  const { main } = await import("./main.ts");
  await main(words);
}

function readyProcess(words: readonly string[]): void {
  limitMemory(words);
  hideMemoryLimits();
  // Before anything uses the pool, which starts all its threads at once.
  process.env["UV_THREADPOOL_SIZE"] ??= String(threadsFor(words));
  // Before the cache, whose entries fit the flags that they were made with.
  chooseCompilers(words);
  enableCompileCache();
  enableCodeCache(words);
  exitAtInterrupts();
}
