import { unwatchFile, watchFile } from "node:fs";
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Tells when a site file has changed, and nobody is writing it any more. It looks once a second: a system's events miss
 * files that are replaced through a link, as Kubernetes does, and those of network folders.
 */
export function watchSiteFile(file: string, onChange: () => void): Disposable {
  let latest = 0;
  const listener = (): void => {
    latest += 1;
    const own = latest;
    void (async () => {
      await untilStill(file);
      if (own === latest) onChange();
    })();
  };
  watchFile(file, { interval: LOOK_MS, persistent: false }, listener);
  return {
    [Symbol.dispose]: () => {
      latest += 1;
      unwatchFile(file, listener);
    },
  };
}

const LOOK_MS = 1000;
const STILL_MS = 500;

/** One that cannot be looked at is reported by whoever reads it. */
async function untilStill(file: string): Promise<void> {
  let before = await versionOf(file);
  for (;;) {
    await sleep(STILL_MS);
    const now = await versionOf(file);
    if (now === before) return;
    before = now;
  }
}

async function versionOf(file: string): Promise<string> {
  const facts = await stat(file).catch(() => null);
  return facts === null ? "" : `${facts.ino}:${facts.size}:${facts.mtimeMs}`;
}
