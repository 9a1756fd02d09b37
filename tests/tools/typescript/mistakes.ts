// Each marked line is a mistake that the generated types have to see.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const client = createClient<paths>();
const form = { grant_type: "password", username: "", password: "" } as const;

await client.GET("/users/me/");
await client.GET("/users/you/"); // mistake
await client.PUT("/items/"); // mistake

const { data, error } = await client.GET("/users/me/");
data?.email satisfies string | undefined;
data?.password_hash; // mistake
data?.disabled satisfies string | undefined; // mistake
error?.detail satisfies string | undefined;
error?.reason; // mistake

await client.POST("/token", { body: form });
await client.POST("/token"); // mistake
await client.POST("/token", { body: { ...form, grant_type: "refresh_token" } }); // mistake
await client.POST("/token", { body: { ...form, scope: null } }); // mistake
