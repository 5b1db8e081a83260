/** Default timeout for vision models, in milliseconds: the first request may load the model. */
export const DETECTOR_TIMEOUT_MS = 30_000;

/** Default timeout for language models, in milliseconds. */
export const LANGUAGE_MODEL_TIMEOUT_MS = 120_000;
