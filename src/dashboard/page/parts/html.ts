import htm from "htm";
import { h, type VNode } from "preact";

/**
 * Elements as a template, without a build step of their own. Whatever is put in is text or an attribute, never markup:
 * the page has no other way to show what a service, a file name or an error says.
 */
export const html = htm.bind(h) as (
  strings: TemplateStringsArray,
  ...values: readonly unknown[]
) => VNode;
