/** Deadline for services that look at an image, in milliseconds: the first request may load the model. */
export const DETECTOR_TIMEOUT_MS = 30_000;

/** Deadline for services that write text about an image, in milliseconds. */
export const LANGUAGE_MODEL_TIMEOUT_MS = 120_000;
