export function loadScript(path: string): Record<string, unknown>;
export function keepCode(): void;
