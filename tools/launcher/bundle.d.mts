export function freshBundle(repository: string): string | null;
export function bundle(repository: string, entry: string): Promise<string>;
