import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * An empty folder of a test's own; disposing of it removes it and all that it holds, what a program that
 * is just ending adds meanwhile, too.
 */
export interface TemporaryFolder extends AsyncDisposable {
  /** Absolute path. */
  readonly path: string;
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), "frameferry-test-"));
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { ...ALL, maxRetries: 20, retryDelay: 50 }),
  };
}

const ALL = { recursive: true, force: true } as const;
