import { isObject, type JsonObject, listOf, objectOf, textOf } from "./json-value.ts";

/** A route that takes an image, according to a service's OpenAPI description. */
export interface UploadRoute {
  readonly path: string;
  /** Form field of the image; `null` if it is the whole body. */
  readonly field: string | null;
  readonly isBentoml: boolean;
}

/** Addresses of a service's description: FastAPI has `/openapi.json`, BentoML `/docs.json`. */
export function descriptionAddresses(address: string): readonly string[] {
  const names = ["openapi.json", "docs.json"];
  const places = ["/", "./"].flatMap((base) =>
    names.map((name) => new URL(base + name, address).href),
  );
  return [...new Set(places)];
}

/** Finds the routes that take a file, as FastAPI and BentoML describe them (OpenAPI 3). */
export function uploadsIn(description: unknown): readonly UploadRoute[] {
  const root = objectOf(description);
  return Object.entries(objectOf(root["paths"])).flatMap(([path, item]): readonly UploadRoute[] => {
    const post = objectOf(objectOf(item)["post"]);
    const content = objectOf(objectOf(post["requestBody"])["content"]);
    const isBentoml = "x-bentoml-name" in post;
    const form = resolved(root, objectOf(content["multipart/form-data"])["schema"]);
    const field = Object.entries(objectOf(form["properties"])).find(([, schema]) => isFile(schema));
    if (field !== undefined) return [{ path, field: field[0], isBentoml }];
    const takesImage = Object.keys(content).some((type) => type.startsWith("image/"));
    return takesImage ? [{ path, field: null, isBentoml }] : [];
  });
}

/** Paths that take a POST, according to a service's OpenAPI description. */
export function postPathsIn(description: unknown): readonly string[] {
  return Object.entries(objectOf(objectOf(description)["paths"]))
    .filter(([, item]) => isObject(objectOf(item)["post"]))
    .map(([path]) => path);
}

/** Resolves a reference such as `#/components/schemas/Body_predict`. */
function resolved(root: JsonObject, schema: unknown): JsonObject {
  const reference = textOf(objectOf(schema)["$ref"]);
  if (reference === null) return objectOf(schema);
  const names = reference.replace(/^#\//u, "").split("/");
  return objectOf(names.reduce<unknown>((place, name) => objectOf(place)[name], root));
}

/**
 * True for a file: OpenAPI 3.0 writes `format: binary`, 3.1 `contentMediaType`, BentoML `type: file`; also
 * in a list.
 */
function isFile(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  const { type, format, contentMediaType, items, anyOf } = schema;
  if (type === "file" || format === "binary" || contentMediaType !== undefined) return true;
  return isFile(items) || listOf(anyOf).some(isFile);
}
