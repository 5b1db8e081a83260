import { expect } from "vitest";

/** The address that a command prints of its metrics, once it has. */
export async function metricsAddress(run: { readonly stderr: string }): Promise<string> {
  const find = (): string => /http:\/\/\S+\/metrics/u.exec(run.stderr)?.[0] ?? "";
  await expect.poll(find).not.toBe("");
  return find();
}
