import { isObject, parseJson } from "./json-value.ts";

type Tree = Record<string, unknown>;

/**
 * Params as part of a JSON body: `options.temperature=0` becomes `{"options":{"temperature":0}}`. A value
 * that is valid JSON is parsed, any other is a string.
 */
export function nestedParams(params: Readonly<Record<string, string>>): Tree {
  const root = emptyTree();
  for (const [path, value] of Object.entries(params)) put(root, path.split("."), value);
  return root;
}

function put(tree: Tree, [name = "", ...below]: readonly string[], value: string): void {
  if (below.length === 0) {
    const parsed = parseJson(value);
    tree[name] = parsed === undefined ? value : parsed;
    return;
  }
  const inner = isObject(tree[name]) ? (tree[name] as Tree) : emptyTree();
  tree[name] = inner;
  put(inner, below, value);
}

/** An object without a prototype, so that no key is special. */
function emptyTree(): Tree {
  return Object.create(null) as Tree;
}
