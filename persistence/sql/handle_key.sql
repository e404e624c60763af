-- The key of the deployment's public handles.
SELECT key FROM handle_key
