import type { PageSession } from "../../web/page-session.ts";
import type { WebPart } from "../../web/web-server.ts";
import { addApiRoutes } from "./api-routes.ts";
import type { Dashboard } from "./dashboard.ts";
import { addLoginRoute, sessionGuard } from "./login-routes.ts";
import type { PageFiles } from "./page-files.ts";
import { addPageRoutes } from "./page-routes.ts";

/** The page and all that it asks for, as parts of a server. @param session `null` where no token is needed. */
export function dashboardParts(
  dashboard: Dashboard,
  files: PageFiles,
  session: PageSession | null,
): readonly WebPart[] {
  const guard = session && sessionGuard(session);
  const page: WebPart = { guard, add: (server) => addPageRoutes(server, files) };
  const api: WebPart = { guard, add: (server) => addApiRoutes(server, dashboard) };
  if (session === null) return [page, api];
  return [page, api, { guard: null, add: (server) => addLoginRoute(server, session) }];
}
