import { loadWith } from "../core/packages/optional-packages.ts";
import type * as Demo from "./demo-service.ts";

/** The demo service. @throws FrameferryError `ERR_PACKAGE_MISSING`. */
export async function loadDemo(): Promise<typeof Demo> {
  return await loadWith(
    { what: "the demo service", packages: ["@fastify/multipart", "fastify", "sharp"] },
    async () => await import("./demo-service.ts"),
  );
}
