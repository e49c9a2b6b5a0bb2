export const scripts: string;
export function freshBundle(repository: string): string | null;
export function bundle(repository: string, entry: string, quick?: string): Promise<string>;
