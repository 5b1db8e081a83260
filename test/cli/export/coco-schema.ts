import { Ajv2020 } from "ajv/dist/2020.js";

const ID = { type: "integer", minimum: 1 };

/** A document of COCO for object detection (https://cocodataset.org/#format-data), with the score of its results. */
const SCHEMA = {
  type: "object",
  required: ["info", "licenses", "images", "annotations", "categories"],
  properties: {
    info: { type: "object" },
    licenses: { type: "array" },
    images: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "file_name", "width", "height"],
        properties: {
          id: ID,
          file_name: { type: "string", minLength: 1 },
          width: ID,
          height: ID,
        },
      },
    },
    annotations: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation"],
        properties: {
          id: ID,
          image_id: ID,
          category_id: ID,
          bbox: { type: "array", items: { type: "number" }, minItems: 4, maxItems: 4 },
          area: { type: "number", minimum: 0 },
          iscrowd: { enum: [0, 1] },
          segmentation: { type: "array" },
          score: { type: "number" },
        },
      },
    },
    categories: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "name", "supercategory"],
        properties: { id: ID, name: { type: "string" }, supercategory: { type: "string" } },
      },
    },
  },
};

/** What tests look at. */
export interface CocoDocument {
  readonly images: readonly {
    readonly id: number;
    readonly file_name: string;
    readonly width: number;
    readonly height: number;
  }[];
  readonly annotations: readonly {
    readonly id: number;
    readonly image_id: number;
    readonly category_id: number;
    readonly bbox: readonly number[];
  }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
}

const validate = new Ajv2020({ allErrors: true }).compile<CocoDocument>(SCHEMA);

/** Reads a document as COCO's own tools do. @throws at one that they would not understand. */
export function readCoco(text: string): CocoDocument {
  const document: unknown = JSON.parse(text);
  if (!validate(document)) throw new Error(JSON.stringify(validate.errors));
  const { images, annotations, categories } = document;
  const idsOf = (items: readonly { readonly id: number }[]): ReadonlySet<number> => {
    const ids = new Set(items.map(({ id }) => id));
    if (ids.size !== items.length) throw new Error("an id stands for several items");
    return ids;
  };
  const [imageIds, categoryIds] = [idsOf(images), idsOf(categories)];
  idsOf(annotations);
  for (const { image_id: image, category_id: category } of annotations)
    if (!imageIds.has(image) || !categoryIds.has(category))
      throw new Error("an annotation is of nothing");
  return document;
}
