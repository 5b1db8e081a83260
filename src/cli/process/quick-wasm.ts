import { setFlagsFromString } from "node:v8";

/**
 * Has V8 stay with its quick compiler for WebAssembly, in which undici's parser of HTTP answers is
 * written. The better one takes 35 ms of processor time and 20 MB for that parser's one large function,
 * within the first answers, and then saves 0.4 microseconds of each: no gain before 90,000 frames.
 *
 * V8 reads these settings when it compiles WebAssembly, so this comes before the first request; and after
 * the program was loaded, for Node's own modules then take 20 ms more to load.
 */
export function useQuickWasm(): void {
  setFlagsFromString("--no-wasm-tier-up");
  // Follows from the first only on a command line.
  setFlagsFromString("--no-wasm-dynamic-tiering");
}

/** Sets V8 back to what it does by itself. */
export function useUsualWasm(): void {
  setFlagsFromString("--wasm-tier-up");
  setFlagsFromString("--wasm-dynamic-tiering");
}
