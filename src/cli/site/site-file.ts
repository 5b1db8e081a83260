/** Name of a site file where none is given. */
export const SITE_FILE = "frameferry.yaml";
