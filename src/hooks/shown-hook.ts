import type { HookOptions } from "../options/hook-options.ts";

/** A hook with its name, which no other hook of the site has. */
export interface Hook extends HookOptions {
  readonly name: string;
}

/** An address of a webhook, of which already the path is often a secret. */
export function shownPost(post: string): string {
  const { origin, pathname, search } = new URL(post);
  return pathname === "/" && search === "" ? `${origin}/` : `${origin}/***`;
}
