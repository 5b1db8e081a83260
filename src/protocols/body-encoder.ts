import type { BodyLayout, Protocol } from "../core/protocol.ts";

/** The half of a protocol that builds bodies. */
export type BodyEncoder = BodyLayout & Pick<Protocol, "encode">;
