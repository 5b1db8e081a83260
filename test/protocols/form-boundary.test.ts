import { expect, it } from "vitest";
import { formBoundary } from "../../src/protocols/form-boundary.ts";

it("a form boundary is as long as a boundary may be, and of few characters, so that services skip over the image quickly", () => {
  expect(formBoundary()).toMatch(/^0[-0]{68}0$/u);
});

it("a form boundary is another one for every form, so that no image can hold it but by chance", () => {
  const boundaries = new Set(Array.from({ length: 1000 }, formBoundary));

  expect(boundaries.size).toBe(1000);
});
