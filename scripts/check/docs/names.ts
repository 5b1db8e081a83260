import { type DeclarationReflection, type ProjectReflection, type SomeType } from "typedoc";

/** Names in code spans of doc comments that look like a name of the library, and are none. */
export function unknownNames(project: ProjectReflection): readonly string[] {
  const reflections = Object.values(project.reflections);
  const known = new Set(reflections.map(({ name }) => name));
  for (const reflection of reflections)
    for (const word of wordsOf((reflection as DeclarationReflection).type)) known.add(word);
  const findings = reflections.flatMap((reflection) => {
    const said = namesIn(reflection.comment?.summary ?? []);
    const [source] = (reflection as DeclarationReflection).sources ?? [];
    const place = source === undefined ? reflection.name : `${source.fileName}:${source.line}`;
    return said
      .filter((name) => !known.has(name))
      .map((name) => `${place} names \`${name}\`, which is no name of the library`);
  });
  return [...new Set(findings)];
}

/** The words that a value of a type may be. */
export function wordsOf(type: SomeType | undefined): readonly string[] {
  if (type?.type === "literal") return typeof type.value === "string" ? [type.value] : [];
  if (type?.type === "union") return type.types.flatMap(wordsOf);
  if (type?.type !== "reference") return [];
  const target = type.reflection;
  return target?.isDeclaration() === true ? wordsOf(target.type) : [];
}

interface Part {
  readonly kind: string;
  readonly text: string;
}

/** Names of two words or more: `maxFrames`, but neither `frames` nor `--max-frames`. */
function namesIn(parts: readonly Part[]): readonly string[] {
  return parts
    .filter(({ kind }) => kind === "code")
    .map(({ text }) => text.replaceAll("`", ""))
    .filter((text) => /^[a-z]+(?:[A-Z][a-z]*)+$/u.test(text));
}
