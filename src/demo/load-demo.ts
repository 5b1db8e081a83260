import { loadWith } from "../core/packages/optional-packages.ts";

/** The demo service. @throws FrameferryError `ERR_PACKAGE_MISSING`. */
export async function loadDemo(): Promise<typeof import("./demo-service.ts")> {
  const packages = ["@fastify/multipart", "fastify", "sharp"];
  return await loadWith(
    { what: "the demo service", packages },
    async () => await import("./demo-service.ts"),
  );
}
