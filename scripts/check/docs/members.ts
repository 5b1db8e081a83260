import { relative } from "node:path";
import {
  type Comment,
  type DeclarationReflection,
  type ProjectReflection,
  ReflectionKind,
  type SomeType,
} from "typedoc";
import { root } from "../call.ts";

/** A member of a public type, under the name and at the place where it is declared. */
export interface Member {
  readonly name: string;
  /** Name of the type that declares it. */
  readonly parent: string;
  /** Absolute path of the file. */
  readonly file: string;
  readonly type: SomeType;
  readonly isOptional: boolean;
  /** What it says of itself, without tags. */
  readonly text: string;
  /** Text of its `@default`; `null` without one. */
  readonly default: string | null;
  /** As findings name it: `src/options/batch-options.ts:7: BatchOptions.batch`. */
  readonly place: string;
}

/** Every member of every public type, once: types that take members from others do not count. */
export function membersOf(project: ProjectReflection): readonly Member[] {
  const properties = project.getReflectionsByKind(ReflectionKind.Property);
  return (properties as DeclarationReflection[])
    .filter(({ inheritedFrom }) => inheritedFrom === undefined)
    .flatMap((property) => memberOf(property) ?? []);
}

function memberOf(property: DeclarationReflection): Member | null {
  const [source] = property.sources ?? [];
  const { parent, type, comment, flags } = property;
  if (source === undefined || parent === undefined || type === undefined) return null;
  return {
    name: property.name,
    parent: parent.getFriendlyFullName(),
    file: source.fullFileName,
    type,
    isOptional: flags.isOptional,
    text: textOf(comment),
    default: defaultOf(comment),
    place: `${relative(root, source.fullFileName)}:${source.line}: ${property.name}`,
  };
}

/** Units by how a name ends, and how a comment says them. */
const UNITS: readonly (readonly [RegExp, RegExp])[] = [
  [/Ms$/u, /\bmilliseconds?\b/iu],
  [/Seconds$/u, /\bseconds?\b/iu],
  [/Bytes$|^byteLength$/u, /\bbytes?\b/iu],
  [/Pixels$|^(?:width|height)$/u, /\bpixels?\b/iu],
];

/** What an option may count whose name has no unit. */
const COUNTED =
  /\b(?:frames?|requests?|levels?|how often|process|pixels?|seconds|scale of|share|port)\b/iu;

/** Members with a unit in their name, and options that are numbers, that do not say in what they count. */
export function withoutUnit(members: readonly Member[]): readonly string[] {
  return members
    .filter(({ type }) => isNumber(type))
    .filter(({ name, parent, text }) => {
      const unit = UNITS.find(([ending]) => ending.test(name));
      if (unit !== undefined) return !unit[1].test(text);
      return isOptions(parent) && !COUNTED.test(text);
    })
    .map(({ place }) => `${place} does not say its unit, or what it counts`);
}

/** Whether a type holds what a caller of the library may choose. */
export function isOptions(name: string): boolean {
  return /(?:Options?|Input)$/u.test(name);
}

/** Functions that do not say what goes wrong with them. */
export function withoutErrors(project: ProjectReflection): readonly string[] {
  return (project.children ?? [])
    .filter(({ kind }) => kind === ReflectionKind.Function)
    .flatMap(({ signatures = [] }) => signatures)
    .filter(({ comment }) => comment?.getTag("@throws") === undefined)
    .map(({ name }) => `${name}: does not say what it throws, or rejects with: @throws`);
}

function isNumber(type: SomeType): boolean {
  if (type.type === "union") return type.types.some(isNumber);
  return type.type === "intrinsic" && type.name === "number";
}

function textOf(comment: Comment | undefined): string {
  return (comment?.summary ?? []).map(({ text }) => text).join("");
}

function defaultOf(comment: Comment | undefined): string | null {
  const content = comment?.getTag("@default")?.content;
  if (content === undefined) return null;
  // typedoc puts the text into a block of code.
  const text = content.map((part) => part.text).join("");
  return text.replace(/^```ts\n|\n```$/gu, "").trim();
}
