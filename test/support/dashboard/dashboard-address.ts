import { expect } from "vitest";

/** The address that a command prints of its dashboard, once it has; it ends with a slash. */
export async function dashboardAddress(run: { readonly stderr: string }): Promise<string> {
  const find = (): string => /dashboard: (http:\/\/\S+\/)/u.exec(run.stderr)?.[1] ?? "";
  await expect.poll(find).not.toBe("");
  return find();
}
