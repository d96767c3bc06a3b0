current_setting('phoenix_kit.oban', true) IS DISTINCT FROM 'ours'
