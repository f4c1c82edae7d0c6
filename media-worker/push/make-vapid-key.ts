/** Prints a new private key for VAPID_PRIVATE_KEY. Browsers that subscribed with another one subscribe anew. */
import webPush from "web-push";

console.log(webPush.generateVAPIDKeys().privateKey);
