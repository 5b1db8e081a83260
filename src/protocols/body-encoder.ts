import type { BodyLayout, Protocol } from "../core/service/protocol.ts";

/** The part of a protocol that builds bodies. */
export type BodyEncoder = BodyLayout & Pick<Protocol, "encode">;
