/** Every route of the API is below it; health and numbers of the process are not. */
export const apiPrefix = 'api/v1';
