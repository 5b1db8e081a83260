import type { ReceivedRequest } from "./collector.ts";

/** The images in a request to TensorFlow Serving. */
export function instancesIn({ body }: Pick<ReceivedRequest, "body">): readonly Buffer[] {
  const { instances } = JSON.parse(body.toString()) as { instances: { b64: string }[] };
  return instances.map(({ b64 }) => Buffer.from(b64, "base64"));
}
