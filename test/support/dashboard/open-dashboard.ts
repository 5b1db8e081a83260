import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Dashboard, type DashboardParts } from "../../../src/dashboard/server/dashboard.ts";
import { dashboardParts } from "../../../src/dashboard/server/dashboard-parts.ts";
import { readPageFiles } from "../../../src/dashboard/server/page-files.ts";
import { detectionsIn } from "../../../src/protocols/detections/detections-in.ts";
import { PageSession } from "../../../src/web/page-session.ts";
import { openWebServer } from "../../../src/web/web-server.ts";
import { temporaryFolder } from "../files/temporary-folder.ts";

/** A dashboard that is served; disposing it ends both. */
export interface ServedDashboard extends AsyncDisposable {
  readonly dashboard: Dashboard;
  /** Without a path. */
  readonly url: string;
  /** Folder of the page. */
  readonly folder: string;
}

/** A dashboard that listens to no run, for tests that tell it events. */
export function sampleDashboard(parts: Partial<DashboardParts> = {}): Dashboard {
  return new Dashboard({
    ...{ command: "watch", version: "1.2.3", readFindings: detectionsIn },
    ...{ readFreeBytes: async () => 1000, ...parts },
  });
}

/** Serves a dashboard with a small page. @param token that it asks for; `null` for none. */
export async function openDashboard(token: string | null = null): Promise<ServedDashboard> {
  const home = await temporaryFolder();
  const folder = join(home.path, "page");
  mkdirSync(folder);
  writeFileSync(join(folder, "index.html"), "<!doctype html><title>frameferry</title>");
  writeFileSync(join(folder, "app.js"), "document.title");
  writeFileSync(join(home.path, "secret.txt"), "a secret");
  const dashboard = sampleDashboard();
  const session = token === null ? null : new PageSession(token);
  const parts = dashboardParts(dashboard, readPageFiles(folder), session);
  const server = await openWebServer({ host: "127.0.0.1", port: 0, purpose: "a test", parts });
  return {
    ...{ dashboard, url: server.url, folder },
    [Symbol.asyncDispose]: async () => {
      dashboard[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}
