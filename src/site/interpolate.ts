import { isSecretName } from "../core/service/secrets.ts";

/** What values of a site file may take from outside. */
export interface InterpolationSources {
  /** Variables of the environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of a file, such as a mounted secret. @throws what the system says of it */
  readonly readFile: (path: string) => string;
}

/** A text after interpolation, and what of it must not be shown; or why there is none. */
export type Interpolated =
  | { readonly text: string; readonly secrets: readonly string[]; readonly isChanged: boolean }
  | { readonly problem: string };

/**
 * Puts variables and files into the text of a value: `${NAME}`, `${NAME:-text}` for one that is not set or empty, and
 * `${file:PATH}`; `$$` stands for `$`, and any other `$` for itself. What was put in is not looked at again.
 */
export function interpolate(given: string, sources: InterpolationSources): Interpolated {
  const problems: string[] = [];
  const secrets: string[] = [];
  let isChanged = false;
  const text = given.replaceAll(REFERENCE, (reference, inner: string | undefined) => {
    if (reference === "$$") return "$";
    isChanged = true;
    const found = inner === undefined ? UNCLOSED : lookUp(inner, sources);
    if (typeof found === "string") problems.push(found);
    else if (found.isSecret) secrets.push(found.value);
    return typeof found === "string" ? "" : found.value;
  });
  const [problem] = problems;
  return problem === undefined ? { text, secrets, isChanged } : { problem };
}

/** `$$`, a whole reference, or the beginning of one that does not end. */
const REFERENCE = /\$\$|\$\{([^}]*)\}|\$\{/gu;
const UNCLOSED = "has ${ without the } that ends it; $${ stands for ${ itself";
const VARIABLE = /^([A-Za-z_]\w*)(?::-(.*))?$/su;
const FILE = /^file:(.+)$/su;

/** What a reference stands for. */
interface Found {
  readonly value: string;
  readonly isSecret: boolean;
}

/** @returns a text where it cannot be told what a reference stands for. */
function lookUp(inner: string, { env, readFile }: InterpolationSources): Found | string {
  const [, path] = FILE.exec(inner) ?? [];
  if (path !== undefined) return contentOf(path, readFile);
  const [, name, otherwise] = VARIABLE.exec(inner) ?? [];
  if (name === undefined)
    return "has a ${...} that is none of ${NAME}, ${NAME:-text} and ${file:PATH}; $$ stands for $";
  const value = env[name];
  const isSecret = isSecretName(name);
  if (otherwise !== undefined) return { value: value || otherwise, isSecret };
  if (value !== undefined) return { value, isSecret };
  return `the environment variable ${name} is not set; \${${name}:-text} would say what holds without it`;
}

function contentOf(path: string, readFile: (path: string) => string): Found | string {
  let content: string;
  try {
    content = readFile(path);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return `the file ${path} cannot be read: ${code === "ENOENT" ? "there is none" : code}`;
  }
  const value = content.replace(/\r?\n$/u, "");
  if (value.length > MAX_VALUE_LENGTH || value.includes("\0"))
    return `the file ${path} is no text of at most ${MAX_VALUE_LENGTH} characters`;
  return { value, isSecret: true };
}

/** A token or a list of headers is far shorter. */
const MAX_VALUE_LENGTH = 65_536;
