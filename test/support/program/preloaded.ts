/** The environment in which a Node program, and each that it starts, first runs a module of ours. */
export function preloaded(fileName: string, settings: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const module = new URL(`../../../fixtures/programs/${fileName}`, import.meta.url);
  return { ...settings, NODE_OPTIONS: `--import=${module.href}` };
}
