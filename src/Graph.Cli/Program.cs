Console.Error.WriteLine("graph: no verb is built yet.");
return 2;
